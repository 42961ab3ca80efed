import NIOHTTP1

/// What is done about a request.
enum WebAnswer {
    case respond(WebResponse)
    /// 101, and then a session inside binary frames.
    case upgrade(accept: String, subprotocol: String?, any ServerSession)
    case reset
    /// Nothing, ever.
    case swallow
}
