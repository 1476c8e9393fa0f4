"""What becomes of files as people really send them, and of those made to break readers?"""
