"""Put on a phone's home screen, the site and the desk are apps of their own; iPhones show notifications only then."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html
from PIL import Image


@pytest.mark.parametrize(("page", "start"), [("/verify/", "/"), ("/desk/", "/desk/")])
def test_a_page_names_its_app_whose_pictures_are_there(client, world, page, start):
    client = world.client(world.editor) if start == "/desk/" else client
    head = html.fromstring(client.get(page).content).find("head")
    (place,) = head.xpath("//link[@rel='manifest']/@href")
    answer = Client().get(place)
    assert answer.status_code == 200, "a browser asks for it without cookies"
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["start_url"], told["display"], told["short_name"]) == (start, "standalone", "Loa")
    pictures = {icon["src"]: icon["sizes"] for icon in told["icons"]}
    pictures |= dict.fromkeys(head.xpath("//link[@rel='apple-touch-icon']/@href"), "180x180")
    assert len(pictures) == 3
    for address, size in pictures.items():
        with Image.open(finders.find(address.removeprefix("/static/"))) as picture:
            assert f"{picture.width}x{picture.height}" == size
