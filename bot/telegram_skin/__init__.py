"""The Telegram skin: reads what people write, has it answered, renders the answer and sends it."""
