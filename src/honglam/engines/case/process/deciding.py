"""Tables of decisions: DMN files read, asked and written. SpiffWorkflow's engine decides.

Its tests of one value (`"road"`, `> 3`) are Python; those that modellers also write, lists, ranges and `not(…)`, become
expressions here. Rows that only compare with constants are passed over without asking the engine: a table of every
commune and topic has a thousand rows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from lxml import etree
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs import model

from honglam.base.words import N_
from honglam.engines.case.contracts.decisions import Column, Decided, Decision, Hit, Row
from honglam.engines.case.contracts.procedures import Problem
from honglam.engines.case.process import expressions
from honglam.engines.case.process.expressions import ExpressionError

_VALUE = "the_value"
_CONSTANTS = {"true": True, "false": False, "null": None}
_RANGE = re.compile(r"([\[\](])(.+?)\.\.(.+)([\[\])])")
_OPERATORS = ("<", ">", "!=", "==", "in ", "in(")
_SCRIPTS = SimpleNamespace(script_engine=expressions.Engine())


class Table:
    """A table that can be asked; read once, shared by all cases of a version."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.engine = _Engine(decision)

    def decide(self, values: Mapping[str, Any]) -> Decided:
        """Return what the table says about values.

        Raises:
            ExpressionError: a test or an answer cannot be computed, or several rows fit where only one may.
        """
        task = SimpleNamespace(data=dict(values), workflow=_SCRIPTS)
        try:
            return Decided(dict(self.engine.result(task)), tuple(rule.id for rule in self.engine.decide(task)))
        except AttributeError as error:  # the library tells of its own errors by the task of a process
            raise ExpressionError(f"{self.decision.name}: {error}") from error


class _Engine(DMNEngine):  # type: ignore[misc]  # the library ships no types
    def __init__(self, decision: Decision) -> None:
        super().__init__(_spec(decision))
        self.name = decision.name or decision.id
        self.inputs = [column.name for column in decision.inputs]
        self.tests = {row.id: [_Test(text) for text in row.inputs] for row in decision.rows}

    def decide(self, task: Any) -> list[Any]:
        """Return the rules that fit; the library would take the first of several without a word."""
        values = [_value(name, task.data) for name in self.inputs]
        found = [
            rule
            for rule in self.decision_table.rules
            if all(test.fits(value, task.data) for test, value in zip(self.tests[rule.id], values, strict=False))
        ]
        hit = self.decision_table.hit_policy
        if len(found) > 1 and (hit == Hit.UNIQUE or (hit == Hit.ANY and self._differ(found, task))):
            rows = ", ".join(str(rule.row_number) for rule in found)
            raise ExpressionError(f"{self.name}: rows {rows} fit at the same time")
        return found

    @staticmethod
    def _differ(rules: list[Any], task: Any) -> bool:
        answers = [rule.output_as_dict(task) for rule in rules]
        return any(answer != answers[0] for answer in answers)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    """Return what a table looks at; what nobody has entered is nothing."""
    try:
        return expressions.evaluate(name, values)
    except ExpressionError:
        return None


class _Test:
    """What a row asks of one value."""

    def __init__(self, text: str) -> None:
        self.constants = constants(text)
        self.expression = "" if self.constants is not None else condition(text)

    def fits(self, value: Any, values: Mapping[str, Any]) -> bool:
        if self.constants is not None:
            return value in self.constants if isinstance(value, str | int | float | bool | None) else False
        if not self.expression:
            return True
        if value is None:
            return False  # nothing is neither larger nor smaller than anything
        return bool(expressions.evaluate(self.expression, {**values, _VALUE: value}))


def constants(text: str) -> tuple[Any, ...] | None:
    """Return the constants that a test names, or None when it asks for something else or for nothing."""
    found: list[Any] = []
    for part in split(text):
        if part in _CONSTANTS:
            found.append(_CONSTANTS[part])
            continue
        try:
            value = ast.literal_eval(part)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        if not isinstance(value, str | int | float | bool):
            return None
        found.append(value)
    return tuple(found) or None


def condition(text: str) -> str:
    """Return a test as an expression over the value; empty when everything fits.

    Raises:
        ExpressionError: it cannot be read.
    """
    text = text.strip()
    if text in {"", "-"}:
        return ""
    if text.startswith("not(") and text.endswith(")"):
        return f"not ({condition(text[4:-1])})"
    found = " or ".join(f"({_one(part)})" for part in split(text))
    expressions.check(found)
    return found


def split(text: str) -> list[str]:
    """Return the parts of a list: what stands between commas that lie in no quotes and no brackets."""
    parts, depth, quote = [""], 0, ""
    for letter in text.strip():
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        if letter == "," and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    found = [part.strip() for part in parts]
    return [] if found in ([""], ["-"]) else found


def _one(part: str) -> str:
    if (span := _RANGE.fullmatch(part)) is not None:
        low, high = (">=" if span[1] == "[" else ">"), ("<=" if span[4] == "]" else "<")
        return f"{_VALUE} {low} ({span[2]}) and {_VALUE} {high} ({span[3]})"
    if part.startswith(_OPERATORS):
        return f"{_VALUE} {part}"
    if re.search(r"\?(?=(?:[^'\"]|['\"][^'\"]*['\"])*$)", part):
        return re.sub(r"\?(?=(?:[^'\"]|['\"][^'\"]*['\"])*$)", _VALUE, part)
    return f"{_VALUE} == ({part.removeprefix('=')})"


def _spec(decision: Decision) -> Any:
    """Return the table as the library knows it."""
    table = model.DecisionTable(decision.id, decision.name, decision.hit.value)
    table.inputs = [model.Input(c.id, c.label, c.name, c.name, c.type) for c in decision.inputs]
    table.outputs = [model.Output(c.id, c.label, c.name, c.type) for c in decision.outputs]
    for number, row in enumerate(decision.rows, start=1):
        rule = model.Rule(row.id)
        rule.row_number, rule.description = number, row.note
        for column, text in zip(table.outputs, row.outputs, strict=False):
            entry = model.OutputEntry(f"{row.id}_{column.id}", column)
            entry.text = text
            rule.outputEntries.append(entry)
        table.rules.append(rule)
    return table


def read_all(trees: Mapping[str, Any]) -> tuple[dict[str, Table], list[Problem]]:
    """Read the tables of several files by their ids."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for file, tree in trees.items():
        found, faults = read(file, tree)
        problems += faults
        for decision in found:
            if decision.id in tables:
                message = N_("There are two tables with this id.")
                problems.append(Problem(file, decision.id, message, N_("Give one of them another id.")))
            elif not faults:
                tables[decision.id] = Table(decision)
    return tables, problems


def read(file: str, tree: Any) -> tuple[list[Decision], list[Problem]]:
    """Read the tables of a DMN file that is already XML, and say what is wrong with them."""
    space = etree.QName(tree).namespace or ""
    if etree.QName(tree).localname != "definitions" or "/DMN/" not in space:
        remedy = N_("Export it as DMN from your modeller.")
        return [], [Problem(file, "", N_("This is not a DMN file."), remedy)]
    found, problems = [], []
    for node in tree.iter(f"{{{space}}}decision"):
        table = node.find(f"{{{space}}}decisionTable")
        if table is None:
            message = N_("The decision holds no table; only tables can be asked.")
            problems.append(Problem(file, node.get("id") or "", message))
            continue
        policy = (table.get("hitPolicy") or "UNIQUE").upper()
        if policy not in set(Hit):
            message = N_("The hit policy %(policy)s is not supported.")
            remedy = N_("Use one of: %(known)s.")
            params = {"policy": policy, "known": ", ".join(Hit)}
            problems.append(Problem(file, node.get("id") or "", message, remedy, params))
            continue
        decision = _decision(file, node, table, Hit(policy), space)
        problems += unreadable(decision)
        found.append(decision)
    return found, problems


def _decision(file: str, node: Any, table: Any, hit: Hit, space: str) -> Decision:
    def text(parent: Any, path: str) -> str:
        return (parent.findtext("/".join(f"{{{space}}}{part}" for part in path.split("/"))) or "").strip()

    inputs = [
        Column(
            each.get("id") or f"input_{n}",
            each.get("label") or text(each, "inputExpression/text"),
            text(each, "inputExpression/text"),
            getattr(each.find(f"{{{space}}}inputExpression"), "attrib", {}).get("typeRef", "string"),
        )
        for n, each in enumerate(table.findall(f"{{{space}}}input"), start=1)
    ]
    outputs = [
        Column(
            each.get("id") or f"output_{n}",
            each.get("label") or each.get("name") or "",
            each.get("name") or each.get("label") or "",
            each.get("typeRef") or "string",
        )
        for n, each in enumerate(table.findall(f"{{{space}}}output"), start=1)
    ]
    rows = [
        Row(
            each.get("id") or f"row_{n}",
            tuple(text(cell, "text") for cell in each.findall(f"{{{space}}}inputEntry")),
            tuple(text(cell, "text") for cell in each.findall(f"{{{space}}}outputEntry")),
            text(each, "annotationEntry/text") or text(each, "description"),
        )
        for n, each in enumerate(table.findall(f"{{{space}}}rule"), start=1)
    ]
    name = node.get("name") or node.get("id") or ""
    return Decision(node.get("id") or "", name, file, hit, tuple(inputs), tuple(outputs), tuple(rows))


def unreadable(decision: Decision) -> Iterator[Problem]:
    """Yield the cells that cannot be read."""
    width = (len(decision.inputs), len(decision.outputs))
    seen: set[str] = set()
    for column in decision.inputs:
        try:
            expressions.check(column.name)
        except ExpressionError as error:
            message = N_("The input “%(label)s” cannot be read: %(reason)s.")
            yield Problem(decision.file, decision.id, message, "", {"label": column.label, "reason": str(error)})
    for number, row in enumerate(decision.rows, start=1):
        place = {"row": number}
        if row.id in seen:
            yield Problem(decision.file, row.id, N_("Row %(row)s has the id of another row."), "", place)
        seen.add(row.id)
        if (len(row.inputs), len(row.outputs)) != width:
            yield Problem(decision.file, row.id, N_("Row %(row)s has too few or too many cells."), "", place)
            continue
        for text, check in [(t, condition) for t in row.inputs] + [(t, expressions.check) for t in row.outputs]:
            try:
                check(text)
            except ExpressionError as error:
                message = N_("Row %(row)s holds something that cannot be read: %(reason)s.")
                remedy = N_("Write a text in quotes, a number, or a comparison such as > 3.")
                yield Problem(decision.file, row.id, message, remedy, {**place, "reason": str(error)})
