"""Django admin: the programme is edited here, records about neighbors are read."""

from casework.admin import policies, programme, records

__all__ = ["policies", "programme", "records"]
