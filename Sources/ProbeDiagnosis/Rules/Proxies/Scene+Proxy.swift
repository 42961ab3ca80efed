import ProbeCore
import ProbeEvidence

extension Scene {
    /// The proxy as the device is configured with it, else by the address that a tunnel was asked of.
    func proxy(of tunnel: TunnelEvidence) -> ProxyAddress {
        assignment.proxy ?? ProxyAddress(.address(tunnel.proxy.address), port: tunnel.proxy.port)
    }
}
