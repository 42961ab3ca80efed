/// One service's answers.
protocol WebSite: Sendable {
    func answer(_ request: WebRequest) -> WebAnswer
}
