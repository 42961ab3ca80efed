import ProbeCore
import ProbeFindings

/// What the hub's TLS 1.3 name would take; nobody has to do it while devices use the classic name.
extension Prescription {
    var dnsDeviceNameMissing: [Remedy] {
        [
            remedy(
                .deviceNameInZone, "Before devices change to the TLS 1.3 name: let it lead to the private endpoint.",
                [
                    """
                    A private endpoint with a DNS zone group keeps the zone privatelink.\(hubDomain) up to date by itself; \
                    one with static addresses, or in a subnet without a free one, has to be updated.
                    """,
                    "In a zone of your own, add \(hostOrHub) beside the hub's classic name.",
                ])
        ]
    }

    var tlsDeviceNameBlocked: [Remedy] {
        [
            remedy(
                .allowDeviceName, "Before devices change to the TLS 1.3 name (paste this):", [],
                request(
                    """
                    Please let TCP \(port ?? 443) to \(hostOrHub) pass as it does to the hub's other name \(assignment.hub), \
                    without TLS inspection.
                    """,
                    """
                    A pattern of one label, as *.\(hubDomain), does not cover it: *.device.\(hubDomain) would.
                    """))
        ]
    }
}
