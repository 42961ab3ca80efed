import ProbeCore
import ProbeEvidence

/// The kinds of value that IoT Edge from 1.2 on takes: another one and `iotedge config apply` refuses the whole file.
///
/// The generation before makes text of a number or a truth value, as its crate `config` does.
enum EdgeSchema {
    private static let texts: [[String]] = [
        ["hostname"], ["parent_hostname"], ["trust_bundle_cert"], ["provisioning", "source"],
        ["provisioning", "iothub_hostname"], ["provisioning", "device_id"], ["provisioning", "connection_string"],
        ["provisioning", "global_endpoint"], ["provisioning", "id_scope"], ["agent", "name"],
        ["agent", "config", "image"], ["agent", "config", "auth", "serveraddress"],
        ["agent", "config", "auth", "username"], ["agent", "config", "auth", "password"], ["moby_runtime", "uri"],
    ]

    static func problems(in document: ConfigurationDocument) -> [ConfigurationSyntaxError] {
        let environment = (document["agent", "env"]?.members ?? [:]).keys.sorted().map { ["agent", "env", $0] }
        return (texts + environment).compactMap { path in
            guard let value = path.reduce(Optional(document.root), { $0?[$1] }), value.text == nil else { return nil }
            var error = ConfigurationSyntaxError(.unfit, line: document.line(of: path))
            error.member = path.joined(separator: ".")
            return error
        }
    }
}
