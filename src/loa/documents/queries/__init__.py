"""What the room's screens read; everything starts from what the actor may see."""
