"""Components, page frames and doors: how every page looks and where links that go up lead."""
