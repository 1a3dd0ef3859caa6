extension String {
    /// The text as the name of a link: without `/`, and neither empty nor a dot.
    package var asLinkName: String {
        let name = String(map { $0 == "/" || $0 == "\0" ? "_" : $0 })
        return name.isEmpty || name == "." ? "_" : name
    }
}
