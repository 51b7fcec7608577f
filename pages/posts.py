from pages.components import entries

entries.page("posts")
