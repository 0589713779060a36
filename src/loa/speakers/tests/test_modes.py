"""An exercise never sounds at a live cluster: the database refuses it too (charter 9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from loa.lib import clock
from tests.scene_proof import make_airing, make_play, make_pole, make_sound

pytestmark = pytest.mark.django_db


@pytest.mark.mission("N4")
def test_the_database_lays_no_exercise_out_at_a_live_cluster(world):
    pole, sound = make_pole(world.ward_a, world.ward_a_area), make_sound(world.ward_a, world.editor.person)
    airing = make_airing(sound, clock.now() + timedelta(hours=1), mode="exercise")
    with pytest.raises(IntegrityError, match="of its own mode"), transaction.atomic():
        make_play(airing, pole)


def test_a_cluster_keeps_the_mode_it_was_listed_with(world):
    pole = make_pole(world.ward_a, world.ward_a_area)
    pole.cluster.mode = "exercise"
    with pytest.raises(IntegrityError, match="keeps its mode"), transaction.atomic():
        pole.cluster.save()
