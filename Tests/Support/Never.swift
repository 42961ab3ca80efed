/// Waits until its task is cancelled.
@Sendable package func never() async {
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in forever {}
    continuation.finish()
}
