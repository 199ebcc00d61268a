"""Cases and findings: owed ones, their workflow and deadlines, offers after a bad call."""
