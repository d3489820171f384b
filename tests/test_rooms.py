"""What every room has in common: its door, its tables, its migrations and its words for rights."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.models import Manager, Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from honglam.kit.apps import RoomConfig

ROOMS: list[AppConfig] = [config for config in apps.get_app_configs() if config.name.startswith("honglam.")]


def floor(config: AppConfig) -> str:
    return config.name.split(".")[1]


def apis() -> list[ModuleType]:
    names = [f"{config.name}.api" for config in ROOMS]
    return [import_module(name) for name in names if find_spec(name)]


def facade() -> Iterator[Any]:
    for api in apis():
        for name, function in inspect.getmembers(api, inspect.isfunction):
            if not name.startswith("_") and f"{function.__module__}.".startswith(f"{api.__name__}."):
                yield pytest.param(function, id=f"{api.__name__.removeprefix('honglam.')}.{name}")


def parts_of(hint: Any) -> Iterator[Any]:
    """Yield every class that an annotation mentions."""
    yield typing.get_origin(hint) or hint
    for argument in typing.get_args(hint):
        # The arguments of a Callable come as a list.
        for part in argument if isinstance(argument, list) else [argument]:
            yield from parts_of(part)


def may_cross(part: Any) -> bool:
    """Tell whether a value of this class may pass a door: plain values, enums and frozen dataclasses may."""
    if not inspect.isclass(part):
        return True
    if issubclass(part, (Model, QuerySet, Manager, HttpRequest, HttpResponseBase)):
        return False
    if dataclasses.is_dataclass(part) and not issubclass(part, Enum):
        return part.__dataclass_params__.frozen  # type: ignore[no-any-return,attr-defined]  # dataclasses keep it there
    return True


@pytest.mark.parametrize("function", list(facade()))
def test_a_door_takes_keywords_and_frozen_values_only(function: Callable[..., Any]) -> None:
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD}, f"{parameter.name} is positional"
    for name, hint in typing.get_type_hints(function).items():
        for part in parts_of(hint):
            assert may_cross(part), f"{name}: {part} may not cross the door"
            assert not (name == "return" and part in {list, set, dict}), (
                f"it hands out a {part.__name__}, which is not frozen"
            )


@pytest.mark.parametrize("config", ROOMS, ids=lambda c: c.label)
def test_a_room_is_labelled_by_its_folder(config: AppConfig) -> None:
    assert config.label == Path(config.path).name
    assert isinstance(config, RoomConfig) or config.label == "project"


def relations() -> Iterator[Any]:
    for config in ROOMS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.related_model:
                    yield pytest.param(field, id=f"{model._meta.label}.{field.name}")


@pytest.mark.parametrize("field", list(relations()))
def test_a_key_into_another_room_leaves_no_name_behind_and_never_enters_an_engine(field: Any) -> None:
    here, there = field.model._meta.app_config, field.related_model._meta.app_config
    if here == there or not there.name.startswith("honglam."):
        return
    assert floor(there) != "engines"
    assert field.remote_field.related_name == "+", "a reverse name is a string back door: related_name='+'"


def migrated() -> list[AppConfig]:
    return [config for config in ROOMS if (Path(config.path) / "migrations").is_dir()]


@pytest.mark.parametrize("config", migrated(), ids=lambda c: c.label)
def test_migrations_are_named_and_end_in_one_leaf_that_git_can_see(config: AppConfig) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = [name for label, name in loader.disk_migrations if label == config.label]
    assert not [name for name in names if "_auto_" in name or "_alter_" in name or name.count("_") == 0]
    leaves = [name for label, name in loader.graph.leaf_nodes(config.label)]
    assert len(leaves) == 1
    written = (Path(config.path) / "migrations/max_migration.txt").read_text(encoding="utf-8").strip()
    assert written == leaves[0], "max_migration.txt makes two branches collide in git instead of in production"


@pytest.mark.parametrize("config", [c for c in ROOMS if any(c.get_models())], ids=lambda c: c.label)
def test_a_room_with_tables_has_migrations(config: AppConfig) -> None:
    assert config in migrated()


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)


def test_rights_are_named_by_a_room_and_a_verb() -> None:
    labels = {config.label for config in ROOMS}
    granted = {right for config in ROOMS for grant in getattr(config, "grants", ()) for right in grant.permissions}
    assert granted
    assert not [right for right in granted if right.partition(".")[0] not in labels or not right.partition(".")[2]]
