"""finops.toml → typed, validated objects: model.py says what, load.py reads, rules.py judges."""

from finops_cli.policy.load import find_config, load_policy
from finops_cli.policy.model import Policy

__all__ = ["Policy", "find_config", "load_policy"]
