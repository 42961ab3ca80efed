extension Sequence where Element: Sendable {
    /// What an operation gives for each element, all of them carried out at once, in the order of the elements.
    ///
    /// A task's result is made here of values that are there, never of a tuple that waits for its second half: optimized
    /// code of Swift 6.2 and 6.3 loses the half that it stored before the task was suspended (swiftlang/swift#91911).
    package func eachAtOnce<Value: Sendable>(
        _ operation: @escaping @Sendable (Element) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: Placed<Value>.self) { group in
            for (place, element) in enumerated() {
                group.addTask {
                    let value = await operation(element)
                    return Placed(place: place, value: value)
                }
            }
            return await group.reduce(into: [Placed<Value>]()) { $0.append($1) }.sorted { $0.place < $1.place }.map(
                \.value)
        }
    }
}

private struct Placed<Value: Sendable>: Sendable {
    let place: Int
    let value: Value
}
