"""The Voice API's client. Knows HTTP, nothing of campaigns."""
