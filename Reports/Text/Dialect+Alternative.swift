import ProbeCore
import ProbeFindings

extension Dialect {
    /// Says the same as the remedy's first command in another firewall's language; the rest are further steps.
    var isAlternative: Bool {
        switch self {
        case .nftables, .iptables, .ufw, .firewalld, .powershell, .azureNSG, .azureFirewall, .request: true
        case .shell, .sysctl, .ip, .systemd, .daemonJSON, .createOptions: false
        }
    }
}
