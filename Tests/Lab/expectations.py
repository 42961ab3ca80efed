"""What a scenario expects of a report."""


def healthy(result):
    """Nothing to complain about, and every transport proven."""
    unharmed(result)
    assert result.verdict == "ready", result.explain()
    assert all(usable for usable, _ in result.transports.values()), result.explain()


def unharmed(result):
    """No error, no warning, and the exit code says so."""
    assert result.findings() == [], result.explain()
    assert result.code == 0, result.explain()


def blamed(result, *causes, code=1, owner=None, at=None, hop=None):
    """Exactly these causes of errors and warnings; the first one's owner and location, where given."""
    assert result.causes == sorted(causes), result.explain()
    assert result.code == code, result.explain()
    finding = result.finding(causes[0])
    if owner:
        assert finding["owner"] == owner, (finding["owner"], result.explain())
    if at or hop:
        place = finding["location"]
        assert (place.get("address"), place.get("hop")) == (at, hop), (place, result.explain())


def remarked(result, cause):
    """The cause is there as a remark: nobody has to act on it."""
    assert [f["severity"] for f in result.report["findings"] if f["cause"] == cause][:1] == ["info"], result.explain()
