"""Django's PostgreSQL backend, as `ENGINE` names it."""
