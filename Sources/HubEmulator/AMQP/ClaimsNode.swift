import ProbeTransport

/// The node `$cbs`, which takes tokens (AMQP claims-based security, working draft 03, section 3).
struct ClaimsNode {
    let admission: Admission?

    /// Verifies a token that was put; says whether it was right.
    func answer(_ request: AMQPMessage) -> (response: AMQPMessage, isRight: Bool) {
        var isRight = false
        var (code, text): (Int32, String) = (400, "Bad Request")
        if request[property: "operation"] == "put-token", let audience = request[property: "name"],
            let token = request.body.text
        {
            isRight = admission?.admits(token, toAudience: audience) ?? false
            (code, text) = isRight ? (200, "OK") : (401, "Unauthorized")
        }
        var response = AMQPMessage()
        response.correlationID = request.messageID
        response.applicationProperties = [
            .init(.string("status-code"), .int(code)), .init(.string("status-description"), .string(text)),
        ]
        return (response, isRight)
    }
}
