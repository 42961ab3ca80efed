"""What `make test` runs of the lab: no healthy scenario and no cause is left out, whatever the word."""

import pytest
import runner


@pytest.mark.parametrize("word", ["first", "7d2e1b0"])
def test_a_sample_has_every_healthy_scenario_and_every_cause(word):
    scenarios = runner.load()
    chosen = runner.sample(scenarios, word)
    assert {name for name, scenario in scenarios.items() if scenario.is_healthy} <= set(chosen)
    assert {cause for name in chosen for cause in scenarios[name].causes} == {
        cause for scenario in scenarios.values() for cause in scenario.causes}
    assert len(chosen) < len(scenarios) * 2 / 3
    assert chosen == runner.sample(scenarios, word)


def test_another_word_draws_others():
    scenarios = runner.load()
    assert runner.sample(scenarios, "one") != runner.sample(scenarios, "two")
