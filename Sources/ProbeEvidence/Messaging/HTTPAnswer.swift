package import ProbeCore

/// The head of an HTTP answer and the beginning of its body.
package struct HTTPAnswer: Codable, Hashable, Sendable {
    package struct Header: Codable, Hashable, Sendable {
        /// Lower case.
        package let name: WireText
        package let value: WireText

        package init(name: WireText, value: WireText) {
            self.name = name
            self.value = value
        }
    }

    package let status: Int
    /// In the order received, at most 40; cookies are left out.
    package let headers: [Header]
    package let bodyOpening: WireText?
    /// Headers beyond; nothing where there are none, and in an older report.
    package var headersLeftOut: Int?

    package init(status: Int, headers: [Header], bodyOpening: WireText?) {
        self.status = status
        self.headers = headers
        self.bodyOpening = bodyOpening
    }

    /// The first value of a header, by its lower-case name.
    package func value(of name: String) -> WireText? { headers.first { $0.name.description == name }?.value }

    /// All values of a header, by its lower-case name.
    package func values(of name: String) -> [WireText] {
        headers.filter { $0.name.description == name }.map(\.value)
    }
}
