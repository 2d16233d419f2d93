from tests.unit.services.test_planning_machine import Planning
from hypothesis import settings, Phase, HealthCheck
import pytest
TestPlanning = Planning.TestCase
TestPlanning.pytestmark = [pytest.mark.timeout(500)]
TestPlanning.settings = settings(max_examples=600, stateful_step_count=20, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
