import ProbeCore

extension Prescription {
    /// Remedies for packets of containers that this device does not forward, and for what logs show.
    var forwardingRemedies: [Remedy]? {
        switch finding.cause {
        case .fwdDisabled:
            return [
                remedy(
                    "enable-forwarding", "Turn IP forwarding on, and keep it on.",
                    ["Keep it: printf 'net.ipv4.ip_forward = 1\\n' > /etc/sysctl.d/90-ip-forward.conf"],
                    [Remedy.Command(.sysctl, "sysctl -w net.ipv4.ip_forward=1")])
            ]
        case .fwdDropped:
            let chain = RuleChain(finding.location.rule)
            return [
                remedy(
                    "accept-forwarding", "Let the containers' packets through this device's firewall.",
                    ["Keep the rule where the firewall's rules come from."],
                    [Dialect.nftables, .iptables, .ufw, .firewalld].compactMap { dialect in
                        Guidance.writer(of: dialect).map {
                            Remedy.Command(dialect, $0.text(openings, at: .device(chain)))
                        }
                    })
            ]
        case .fwdRPFilter:
            return [
                remedy(
                    "loose-rp-filter", "Let answers come in by another interface than packets leave by.",
                    ["Keep it in a file under /etc/sysctl.d; or make the routes symmetric."],
                    [Remedy.Command(.sysctl, "sysctl -w net.ipv4.conf.all.rp_filter=2")])
            ]
        case .natMissingMasquerade:
            return [
                remedy(
                    "restore-masquerade", "Let the engine write its masquerade rules again.",
                    [
                        "Remove \"iptables\": false from /etc/docker/daemon.json if it is there; a firewall that was reloaded after the "
                            + "engine started has removed the rules. The engine writes them at its start:"
                    ], [Remedy.Command(.shell, "systemctl restart docker")])
            ]
        case .containerEngineAbsent:
            return [
                remedy(
                    "install-engine", "Install the container engine before IoT Edge.",
                    ["Without it only the host's own view can be measured."],
                    [Remedy.Command(.shell, "apt-get install moby-engine")])
            ]
        case .logAgentFallback: return webSocketInstead
        case .logImage403:
            return [
                remedy(
                    "registry-credentials", "Put the registry's credentials into the deployment.",
                    ["In the deployment manifest, under edgeAgent's runtime settings: registryCredentials."])
            ]
        case .logModule404:
            return [
                remedy(
                    "exec-entrypoint", "Start the module with ENTRYPOINT in its exec form.",
                    ["IoT Edge verifies the module by its process id, which a shell in between changes."])
            ]
        case .logSmallDevice:
            return [
                remedy(
                    "small-device", "Set OptimizeForPerformance=false on edgeHub.", [],
                    [Remedy.Command(.createOptions, "{ \"Env\": [\"OptimizeForPerformance=false\"] }")])
            ]
        default: return nil
        }
    }
}
