import ProbeCore
import ProbeFindings

/// Remedies for a hub that is reached and serves nobody.
extension Prescription {
    var restoreHub: Remedy {
        remedy(
            .restoreHub, "In Azure: bring the hub back into service.",
            [
                """
                az iot hub show --name NAME --query properties.state says whether it is active. A suspended hub comes back with its \
                subscription, a deleted one has to be made anew under the same name, and a failover to the other region takes \
                some minutes; against limits that are used up, more units or another tier help.
                """,
                "The network's side is in order: nothing on this device or at the site has to be changed for it.",
            ])
    }
}
