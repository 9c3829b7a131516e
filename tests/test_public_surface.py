"""`import mapper` offers what `__all__` names, and every command has help with an example."""

import click
import pytest

import mapper
from mapper.cli import main


def test_all_is_what_dir_shows():
    assert sorted([*mapper.__all__, "__version__"]) == dir(mapper)


@pytest.mark.parametrize("name", mapper.__all__)
def test_every_public_name_loads(name):
    assert getattr(mapper, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mapper.nothing


def commands(group, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield pytest.param(command, id=" ".join((*path, name)))


@pytest.mark.parametrize("command", list(commands(main)))
def test_every_command_has_help_with_an_example(command):
    assert "Example: mapper " in command.help
