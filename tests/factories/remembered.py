import json
from typing import Any

import factory

from tests.services.remembered import remember


class RememberedFactory:
    """Copies what it has created before, if it is asked for the same in the same database."""

    @classmethod
    def create(cls, **fields: Any) -> Any:
        create = super().create  # type: ignore[misc]
        try:
            key = json.dumps([cls.__name__, fields], sort_keys=True)
        except TypeError:
            # An object or a date is not the same each time.
            return create(**fields)
        return remember(key, lambda: create(**fields))


class RememberedSubFactory(factory.SubFactory):
    """Creates what something belongs to as a call of its factory would."""

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        return self.get_factory().create(**extra)
