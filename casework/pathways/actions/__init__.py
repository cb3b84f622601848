"""Telling where she is: the path begins, goes on, and is corrected. Rows are only ever added."""

from casework.pathways.actions.children import (
    add_child,
    change_child,
    children_of,
    open_linked_case,
)
from casework.pathways.actions.corrections import ask_to_undo, confirm, correct, take_back
from casework.pathways.actions.happenings import beside, events_of, tell_event
from casework.pathways.actions.moves import move, open_situation
from casework.pathways.actions.rows import told_of
from casework.pathways.actions.testimony import Earlier, insert_before

__all__ = [
    "Earlier",
    "add_child",
    "ask_to_undo",
    "beside",
    "change_child",
    "children_of",
    "confirm",
    "correct",
    "events_of",
    "insert_before",
    "move",
    "open_linked_case",
    "open_situation",
    "take_back",
    "tell_event",
    "told_of",
]
