from django.dispatch import Signal

# Sent with the model whose things have been put in another order, which readers see at once.
reordered = Signal()
