"""The journeys: movements of several articles become dated visits in a partial order."""

from mapper.order.visits import order_visits

__all__ = ["order_visits"]
