import ArgumentParser
import ProbeCore

extension RunOptions {
    /// The instance that `--dps HOST` names.
    func ownProvisioningService() throws -> HostName? {
        guard let dpsHost else { return nil }
        guard dps else { throw ValidationError(saying: "--dps HOST and --no-dps exclude each other.") }
        do {
            return try HostName(validating: dpsHost)
        } catch {
            throw ValidationError(saying: "--dps: the name\(verbatim: dpsHost.quotable) \(error.sentence).")
        }
    }
}

extension HostName {
    /// Refuses a hub's name for back ends, which answers no device.
    ///
    /// - Parameter source: where the name was taken from, as it begins a sentence.
    /// - Throws: `ValidationError` with the names that a device may use.
    func requireForDevices(_ source: Sentence) throws {
        guard let hub, hub.form == .service, let classic = hub.named(.classic), let device = hub.named(.device) else {
            return
        }
        throw ValidationError(
            saying:
                "\(source): \(self) is the hub's name for back ends, which no device may use; give \(classic) (or \(device), for TLS 1.3)."
        )
    }
}
