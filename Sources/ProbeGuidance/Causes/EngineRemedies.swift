import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for an engine that does not run, by what its own log says of that.
extension Prescription {
    var containerEngineStopped: [Remedy] {
        switch facts.engineTrouble {
        case .engineConfiguration?: [correctEngineFile]
        case .engineNetwork?: [repairEngineNetworks]
        case .engineStore?: [repairEngineStore]
        case .some: [startEngine(afterItsLog: true)]
        case nil: [startEngine(afterItsLog: false)]
        }
    }

    private var correctEngineFile: Remedy {
        remedy(
            .startEngine, "Correct the container engine's configuration, and start it.",
            [
                """
                Its log names the option or the file: a member of /etc/docker/daemon.json that it does not know, one that stands on \
                its command line as well (systemctl cat docker), or a certificate that it cannot read.
                """
            ], [Remedy.Command(.shell, start)])
    }

    private var repairEngineNetworks: Remedy {
        remedy(
            .startEngine, "Let the container engine set its networks up, and start it.",
            [
                """
                Its log names what it could not make: a rule, where iptables or a module of the kernel is missing; a bridge, where \
                another program has its name or its addresses; or a subnet, where routes cover all that it would take \
                (default-address-pools in /etc/docker/daemon.json names others).
                """
            ], [Remedy.Command(.shell, start)])
    }

    private var repairEngineStore: Remedy {
        remedy(
            .startEngine, "Let the container engine use its store, and start it.",
            [
                """
                Its log says what is wrong with it: no room, which df shows and old images and logs take; a storage driver that the \
                file system is not fit for; or a damaged file.
                """
            ],
            [Remedy.Command(.shell, "df -h /var/lib/docker\ndf -i /var/lib/docker\n" + start)])
    }

    private func startEngine(afterItsLog hasReason: Bool) -> Remedy {
        remedy(
            .startEngine, "Start the container engine, and have it start with the device.",
            [
                hasReason
                    ? "The last lines of its log say why it does not start; remove that first. Then measure again."
                    : "Where it stops again, the last lines of its log say why; then measure again.",
                """
                One that somebody masked (systemctl is-enabled docker says so) does not start before systemctl unmask docker: ask \
                first why it was.
                """,
            ], [Remedy.Command(.shell, start)])
    }

    /// After too many starts in a row systemd starts it no more before its count is taken back.
    private var start: String {
        let unit = facts.isPodman ? "podman.socket" : "docker"
        return """
            systemctl reset-failed \(unit) 2>/dev/null || :
            systemctl enable --now \(unit) ||
            journalctl --unit \(unit) --lines 20 --no-pager
            """
    }
}
