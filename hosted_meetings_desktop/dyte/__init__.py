"""The provider's REST API in both dialects; everything it sends and receives stays in here."""
