from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "casework.crypto"
    label = "crypto"
