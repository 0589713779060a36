"""Channel accounts and the protocol every channel kind fulfils."""
