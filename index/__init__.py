"""Articles to an immutable snapshot of ranked sentences. Knows nothing of questions or chats."""
