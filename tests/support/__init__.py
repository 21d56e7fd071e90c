"""What several tests share: paths, stand-in servers, hostile inputs, runners."""
