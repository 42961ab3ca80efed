"""What is installed goes beside what others installed, and takes nothing of it away; it says which commit it is of."""

import subprocess


def test_others_pages_and_somebody_s_options_stay(packaging, program, tmp_path):
    def stage():
        subprocess.run([packaging / "stage.sh", program, tmp_path, "/usr"], check=True, capture_output=True)

    others = [tmp_path / "usr/share/man/man1/others.1", tmp_path / "etc/default/edgeprobe"]
    for path in others:
        path.parent.mkdir(parents=True)
        path.write_text("somebody's")
    stage()
    assert [path.read_text() for path in others] == ["somebody's"] * 2
    for page in ("man1/edgeprobe.1.gz", "man5/edgeprobe-report.5.gz", "man7/edgeprobe-causes.7.gz"):
        assert (tmp_path / "usr/share/man" / page).stat().st_mode & 0o777 == 0o644
    built = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[0]
    packed = subprocess.run([packaging / "commit.sh", "version", built], capture_output=True, text=True)
    said = subprocess.run([tmp_path / "usr/bin/edgeprobe", "--version"], check=True, capture_output=True, text=True).stdout.split()[0]
    # Where nobody knows the commit, it stays what the changelog says.
    assert said == (packed.stdout.strip() if packed.returncode == 0 else built)
    # A second time over the first.
    stage()
