/// The captive portal's page; its name is one of RFC 2606.
enum LoginPage {
    static let url = "http://portal.example.net/login"

    /// What the portal says to anyone, whatever was asked.
    static let redirect = Array(
        ("HTTP/1.1 302 Found\r\nServer: portal\r\nLocation: \(url)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .utf8)
}
