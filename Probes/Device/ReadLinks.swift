package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads the state of this device's interfaces and gateways, as the kernel has it.
extension ReadLinks: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<LinkEvidence>
    ) async throws(ProbeError) -> Measured<LinkEvidence, NoLive> {
        var evidence = LinkEvidence()
        do throws(SystemCallError) {
            evidence.interfaces = try Interface.all().prefix(64).map { interface in
                LinkEvidence.Interface(
                    name: LocalText(interface.name), isUp: interface.isUp, hasCarrier: interface.isRunning,
                    addresses: interface.addresses, mtu: interface.mtu)
            }
        } catch {
            throw ProbeError.systemRefused("the interfaces could not be listed", because: Sentence(quoting: error))
        }
        evidence.gateways = Gateways.read()
        return Measured(evidence)
    }
}
