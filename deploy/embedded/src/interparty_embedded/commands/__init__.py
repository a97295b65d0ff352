"""The subcommands of `interparty`, one file per noun, each imported only when it is called for."""
