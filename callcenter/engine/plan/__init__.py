"""The plan of one customer: from known facts and touches to obligations and a placement."""
