"""The public room: pages for everybody and the booth. It knows only what the other rooms publish."""
