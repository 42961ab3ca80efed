import ProbeCore
import ProbeEvidence

/// Which headers of HTTP answers say nothing about a site and are needed to judge the report again.
enum HeaderPolicy {
    /// Those by whose names nobody is known.
    static let common: Set<String> = [
        "connection", "content-length", "content-type", "date", "docker-distribution-api-version", "expires",
        "iothub-errorcode", "location", "proxy-authenticate", "retry-after", "sec-websocket-accept",
        "sec-websocket-protocol", "server", "strict-transport-security", "transfer-encoding", "upgrade", "via",
        "www-authenticate", "x-cache", "proxy-agent", "cache-control", "vary",
    ]

    /// The header's value, where it is one of a protocol's own words or a number.
    static func kept(_ header: HTTPAnswer.Header) -> String? {
        let value = header.value.description
        switch header.name.description {
        case "iothub-errorcode": return isErrorCode(value) ? value : nil
        case "content-length", "retry-after":
            return value.utf8.allSatisfy { (0x30...0x39).contains($0) } ? value : nil
        case "upgrade", "connection", "transfer-encoding", "sec-websocket-protocol":
            let words = ["websocket", "upgrade", "close", "keep-alive", "chunked", "mqtt", "amqp", "amqpwsb10"]
            return words.contains(value.lowercased()) ? value : nil
        case "date": return isDate(value) ? value : nil
        case "proxy-authenticate", "www-authenticate":
            return AuthenticationScheme(WireText(escaped: String(value.prefix { $0 != " " }))).ownWords
        default: return nil
        }
    }

    /// A number, or one of the hub's own words for it (Azure IoT Hub, "Understand and resolve Azure IoT Hub errors").
    private static func isErrorCode(_ value: String) -> Bool {
        value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            || [
                "iothubsuspended", "iothubnotfound", "iothubquotaexceeded", "iothubunauthorizedaccess",
                "iothubunauthorized",
                "devicenotfound", "serviceunavailable", "throttlingexception", "servererror", "argumentinvalid",
                "argumentnull", "invalidprotocolversion", "preconditionfailed",
            ].contains(value.lowercased())
    }

    /// RFC 9110 section 5.6.7: letters, digits, spaces, commas and colons, 29 of them.
    private static func isDate(_ text: String) -> Bool {
        text.utf8.count == 29 && text.hasSuffix(" GMT")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x20, 0x2c, 0x3a, 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: false
                }
            }
    }
}
