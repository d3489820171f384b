"""A table of decisions written back into its DMN file; whatever else stands in the file stays as it is."""

from __future__ import annotations

from typing import Any

from lxml import etree

from honglam.engines.case.contracts.decisions import Column, Decision, Row

_DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def write(xml: str, decision: Decision) -> str:
    """Return a DMN file in which a table has been replaced; a new file when `xml` is empty.

    Raises:
        LookupError: the file holds no such table.
    """
    tree = _parsed(xml) if xml.strip() else _empty(decision)
    space = etree.QName(tree).namespace
    for node in tree.iter(f"{{{space}}}decision"):
        table = node.find(f"{{{space}}}decisionTable")
        if node.get("id") == decision.id and table is not None:
            node.set("name", decision.name)
            _fill(table, decision, f"{{{space}}}")
            etree.indent(tree, "  ")
            return str(etree.tostring(tree, encoding="unicode")) + "\n"
    raise LookupError(decision.id)


def _parsed(xml: str) -> Any:
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    return etree.fromstring(xml.encode(), reader)


def _empty(decision: Decision) -> Any:
    tree = etree.Element(f"{{{_DMN}}}definitions", nsmap={None: _DMN})
    tree.set("id", f"{decision.id}_file")
    tree.set("name", decision.name)
    tree.set("namespace", "vn.honglam")
    node = etree.SubElement(tree, f"{{{_DMN}}}decision", id=decision.id)
    etree.SubElement(node, f"{{{_DMN}}}decisionTable", id=f"{decision.id}_table")
    return tree


def _fill(table: Any, decision: Decision, dmn: str) -> None:
    for child in list(table):
        table.remove(child)
    table.set("hitPolicy", decision.hit.value)
    for column in decision.inputs:
        node = etree.SubElement(table, f"{dmn}input", id=column.id, label=column.label)
        inner = etree.SubElement(node, f"{dmn}inputExpression", id=f"{column.id}_expression", typeRef=column.type)
        etree.SubElement(inner, f"{dmn}text").text = column.name
    for column in decision.outputs:
        _output(table, column, dmn)
    for row in decision.rows:
        _rule(table, row, decision, dmn)


def _output(table: Any, column: Column, dmn: str) -> None:
    node = etree.SubElement(table, f"{dmn}output", id=column.id, label=column.label, name=column.name)
    node.set("typeRef", column.type)


def _rule(table: Any, row: Row, decision: Decision, dmn: str) -> None:
    node = etree.SubElement(table, f"{dmn}rule", id=row.id)
    if row.note:
        etree.SubElement(node, f"{dmn}description").text = row.note
    for kind, columns, texts in (
        ("inputEntry", decision.inputs, row.inputs),
        ("outputEntry", decision.outputs, row.outputs),
    ):
        for column, text in zip(columns, texts, strict=True):
            cell = etree.SubElement(node, f"{dmn}{kind}", id=f"{row.id}_{column.id}")
            etree.SubElement(cell, f"{dmn}text").text = text
