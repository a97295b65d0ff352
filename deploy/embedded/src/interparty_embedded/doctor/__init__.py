"""What can be wrong with a deployment: each check looks at one thing and says it in a sentence."""
