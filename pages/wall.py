"""The figures on a television: no menus, large letters, and nobody who has to press anything."""

from pages.components import as_of, wall
from pages.components.session import look_once

wall.follow(look_once(), as_of.from_address())
