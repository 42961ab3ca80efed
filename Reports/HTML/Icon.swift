/// Signs that tell by their shape what a colour only repeats.
enum Icon {
    /// A disc with a tick.
    static let works: Markup = """
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10" cy="10" r="8.5" fill="none" \
        stroke="currentColor" stroke-width="2"/><path d="M5.8 10.4l2.8 2.8 5.6-6" fill="none" stroke="currentColor" \
        stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>
        """

    /// A filled octagon with a cross.
    static let fails: Markup = """
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 \
        13.7V6.3z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M6.5 6.5l7 7m0-7l-7 7" \
        stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/></svg>
        """

    /// A triangle with a stroke.
    static let warns: Markup = """
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="M10 1.8L19 18H1z" fill="none" \
        stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="M10 7.5v5m0 2.4v.4" \
        stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></svg>
        """

    /// A dashed disc with a question mark.
    static let unknown: Markup = """
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10" cy="10" r="8.5" fill="none" \
        stroke="currentColor" stroke-width="2" stroke-dasharray="3.2 2.2"/><path d="M7.4 7.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 \
        1-1.3 1.9m0 2.6v.2" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>
        """

    /// A disc with a bar: closed, and nothing needs it.
    static let closed: Markup = """
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10" cy="10" r="8.5" fill="none" \
        stroke="currentColor" stroke-width="2"/><path d="M6 10h8" stroke="currentColor" stroke-width="2.4" \
        stroke-linecap="round"/></svg>
        """
}
