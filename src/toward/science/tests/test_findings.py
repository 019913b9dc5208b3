"""A finding is read, never tested for truth."""

from __future__ import annotations

import pickle

import pytest

from toward.science.findings import Finding, TooEarly


def test_a_finding_refuses_to_be_a_yes_or_a_no():
    with pytest.raises(TypeError, match="read its estimate"):
        bool(Finding(0.4, 0.3, 0.5, 0.8, 40, "rate"))
    with pytest.raises(TypeError, match="TooEarly"):
        bool(TooEarly(9, 60))


def test_a_finding_gives_its_further_numbers_by_name():
    began = Finding(120.0, 110.0, 130.0, 0.8, 300, "ramp", {"p_abrupt": 0.9})
    assert began.p_abrupt == 0.9
    with pytest.raises(AttributeError, match="p_gradual"):
        _ = began.p_gradual
    assert pickle.loads(pickle.dumps(began)).p_abrupt == 0.9
