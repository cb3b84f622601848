"""Templates compiled once for each language, with what is the same on every page written in.

Most of a page's words, and the addresses that stand on all of them, never change: looking them up
anew each time takes an eighth of the time in which a page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import NoneType
from typing import Any, Final

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType
from django.template.defaulttags import IfNode, URLNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_resolver
from django.urls.converters import PathConverter, StringConverter
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from casework.web.addresses import address


class Loader(cached.Loader):
    """Django's cached loader, with a copy of each template for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template: Template = super().get_template(template_name, skip)
        if is_new:
            nothing = Context()
            with nothing.bind_template(template):
                _write_in(template.nodelist, nothing)
        return template


def _write_in(nodes: NodeList, nothing: Context) -> None:
    """Each node is replaced by what it says; another thread may draw it meanwhile, either way."""
    for place, node in enumerate(nodes):
        is_constant = _CONSTANT.get(type(node))
        if is_constant is not None and is_constant(node):
            nodes[place] = TextNode(node.render(nothing))
        elif type(node) is URLNode and _may_be_kept(node):
            nodes[place] = Address(node)
        elif type(node) is IncludeNode and _is_literal(node.template):
            _find_once(node)
        else:
            for inner in _inside(node):
                _write_in(inner, nothing)


class Address(Node):
    """`{% url "name" with arguments %}`, worked out once for the same arguments."""

    def __init__(self, node: URLNode) -> None:
        self.token, self.origin = node.token, node.origin
        self.name, self.args = node.view_name.var, node.args

    def render(self, context: Context) -> str:
        found = address(self.name, *(said.resolve(context) for said in self.args))
        return conditional_escape(found) if context.autoescape else found


def _find_once(node: Any) -> None:
    node.template = Included(node.template.var)


class Included:
    """The template of `{% include "its name" %}`, found when it is first drawn and not on each page
    anew. It is the one of the same language, as is the template that it stands in.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: Template | None = None

    def resolve(self, context: Any) -> Template:
        if self._found is None:
            self._found = context.template.engine.get_template(self._name)
        return self._found


def _may_be_kept(node: Any) -> bool:
    """Where any text may stand in a path it can be the secret of a link, which is never kept."""
    if not _is_plain(node):
        return False
    name = node.view_name.var
    kinds = {
        type(converters.get(part))
        for paths, _pattern, _defaults, converters in get_resolver().reverse_dict.getlist(name)
        for _path, parts in paths
        for part in parts
    }
    return not {NoneType, StringConverter, PathConverter} & kinds


def _inside(node: Node) -> Iterable[NodeList]:
    if isinstance(node, LanguageNode):  # in another language than the page
        return ()
    if isinstance(node, IfNode):
        return [inner for _condition, inner in node.conditions_nodelists]
    return [inner for name in node.child_nodelists if (inner := getattr(node, name, None))]


def _is_literal(said: FilterExpression | None) -> bool:
    """A word in quotes, or nothing at all."""
    if said is None:
        return True
    return not said.filters and getattr(said.var, "lookups", None) is None


def _words(node: Any) -> bool:
    return (
        not node.asvar and _is_literal(node.filter_expression) and _is_literal(node.message_context)
    )


def _sentence(node: Any) -> bool:
    has_values = node.extra_context or node.countervar or node.asvar
    parts = [part.token_type for part in node.singular]
    return not has_values and TokenType.VAR not in parts and _is_literal(node.message_context)


def _file(node: Any) -> bool:
    return node.varname is None and _is_literal(node.path)


def _address(node: Any) -> bool:
    return not node.args and _is_plain(node)


def _is_plain(node: Any) -> bool:
    return not (node.kwargs or node.asvar) and _is_literal(node.view_name)


_CONSTANT: Final[dict[type[Node], Callable[[Any], bool]]] = {
    TranslateNode: _words,
    BlockTranslateNode: _sentence,
    StaticNode: _file,
    URLNode: _address,
}
